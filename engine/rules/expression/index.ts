export { assist, type AssistColumn } from './assist.ts';
export { columnsOf, compileExpression, functionNames } from './compile.ts';
export { isName, tokenize, words } from './tokens.ts';
export { parseExpression, type Expression } from './parse.ts';
