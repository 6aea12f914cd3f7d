export { assist, type AssistColumn } from './assist.ts';
export { columnsOf, compileExpression } from './compile.ts';
export { parseExpression, type Expression } from './parse.ts';
