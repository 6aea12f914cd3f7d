/** Checks of the code's shape, on its syntax tree (so that words in comments and strings do not count). */
import ts from 'typescript';
import { lineAt, type Finding, type SourceFile } from './files.ts';

const fileLinesMax = 400;
const functionLinesMax = 70;
/** Markup is read top to bottom like a list, so a component may be longer. */
const componentLinesMax = 110;
/** Over the limits today, each to be split; nothing may be added. */
const toBeSplit: ReadonlySet<string> = new Set([
  'engine/rules/expression/compile.ts',
  'renderer/app/live-jobs.ts',
  'renderer/features/catalog/Page.tsx',
  'renderer/features/findings/Page.tsx',
  'renderer/features/issues/Page.tsx',
  'renderer/features/quality/RuleTable.tsx',
  'renderer/features/review/Detail.tsx',
  'renderer/features/rows/Table.tsx',
  'renderer/features/rules/Page.tsx',
  'renderer/features/rules/ParamField.tsx',
  'renderer/features/rules/RuleForm.tsx',
  'renderer/features/rules/Suggestions.tsx',
  'renderer/features/sync/Page.tsx',
  'renderer/ui/ListTable.tsx',
  'test/conformance/platform-stores.test.ts',
  'test/integration/platform/http.test.ts',
]);

const product = /^(?:contract|base|engine|platform|main|preload|renderer)\//;
const calls = [
  { rule: 'time-and-chance', name: 'Date.now', where: product, notIn: /^base\// },
  { rule: 'time-and-chance', name: 'Math.random', where: product, notIn: /^base\// },
  { rule: 'time-and-chance', name: 'randomUUID', where: product, notIn: /^base\// },
  { rule: 'time-and-chance', name: 'crypto.randomUUID', where: product, notIn: /^base\// },
] as const;
const silent = /^(?:contract|base|engine|platform|preload|renderer|main\/(?!cli\/))/;
const defaultExportAllowed = /(?:^|\/)[\w.-]*\.config\.m?ts$|^test\/support\/report-[a-z]+\.ts$|^test\/e2e\/global-setup\.ts$/;
const anyAllowed = /^contract\/rpc\.ts$/;

/** True for files that these checks read. */
export function isCode(path: string): boolean {
  return /(?<!\.d)\.(?:tsx?|mjs|cjs)$/.test(path) && !path.startsWith('test/fixtures/');
}

/** All findings in one file. */
export function checkCode(file: SourceFile): readonly Finding[] {
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  const findings: Finding[] = [];
  const add = (node: ts.Node, rule: string, what: string): void => {
    findings.push({ path: file.path, line: lineAt(file.text, node.getStart(tree)), rule, what });
  };
  const lines = file.text.split('\n').length - 1;
  if (lines >= fileLinesMax && !toBeSplit.has(file.path)) add(tree, 'file-length', `${lines} lines; a file has under ${fileLinesMax}`);
  const visit = (node: ts.Node): void => {
    checkFunction(file, tree, node, add);
    checkNames(file.path, node, add);
    checkForm(file.path, node, add);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return findings;
}

type Add = (node: ts.Node, rule: string, what: string) => void;

/** Lines from the first of the body's braces to the last; tests are lists of cases and may be longer. */
function checkFunction(file: SourceFile, tree: ts.SourceFile, node: ts.Node, add: Add): void {
  if (file.path.startsWith('test/') || !ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return;
  const start = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
  const lines = tree.getLineAndCharacterOfPosition(node.getEnd()).line - start + 1;
  const most = file.path.endsWith('.tsx') ? componentLinesMax : functionLinesMax;
  if (lines > most && !toBeSplit.has(file.path)) add(node, 'function-length', `${lines} lines; a function has at most ${most}`);
}

function checkNames(path: string, node: ts.Node, add: Add): void {
  if (ts.isIdentifier(node) && node.text === 'console' && silent.test(path) && !isPropertyName(node)) add(node, 'console', 'console');
  if (!ts.isCallExpression(node)) return;
  const name = node.expression.getText();
  for (const call of calls) {
    const hit = name === call.name || name === `globalThis.${call.name}`;
    if (hit && call.where.test(path) && !call.notIn.test(path)) add(node, call.rule, `${name} outside base; time and chance are passed in`);
  }
}

/** `x.console` and `{ console: 1 }` are other things of that name. */
function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAccessExpression(parent) && parent.name === node) || (ts.isPropertyAssignment(parent) && parent.name === node);
}

function checkForm(path: string, node: ts.Node, add: Add): void {
  if (node.kind === ts.SyntaxKind.AnyKeyword && !anyAllowed.test(path)) add(node, 'any', 'the type any');
  if (ts.isCatchClause(node) && node.block.statements.length === 0) add(node, 'empty-catch', 'a catch that does nothing');
  if (defaultExportAllowed.test(path)) return;
  const isDefault =
    ts.isExportAssignment(node) ||
    (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword));
  if (isDefault === true) add(node, 'default-export', 'a default export');
}
