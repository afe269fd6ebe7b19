import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';

/** Valid where the value is an object that is valid by its own class. `@ValidateNested` alone takes a missing one, and an empty list. */
export function IsObjectOf(type: () => new () => object): PropertyDecorator {
  return (target, propertyName) => {
    for (const decorator of [Type(type), ValidateNested(), IsObject()]) decorator(target, propertyName);
  };
}
