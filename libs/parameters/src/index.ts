export { forget, parameter, readAgain } from './parameter';
export { ParameterUnreadable } from './parameter-unreadable';
