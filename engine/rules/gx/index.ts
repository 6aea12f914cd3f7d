export { type Expectation, fromExpectation, isExpectation, typeOfName } from './translate.ts';
