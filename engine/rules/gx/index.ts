export { type Expectation, fromExpectation, isExpectation, typeOfName } from './translate.ts';
export { withParameters } from './parameters.ts';
