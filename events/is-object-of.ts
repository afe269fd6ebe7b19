import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';

/**
 * Valid where the value is an object that is valid by the decorators of its class. `@ValidateNested` alone accepts a
 * missing object and an empty list.
 */
export function IsObjectOf(type: () => new () => object): PropertyDecorator {
  return (target, propertyName) => {
    for (const decorator of [Type(type), ValidateNested(), IsObject()]) decorator(target, propertyName);
  };
}
