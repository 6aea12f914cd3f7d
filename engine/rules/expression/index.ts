export { columnsOf, compileExpression } from './compile.ts';
export { parseExpression, type Expression } from './parse.ts';
