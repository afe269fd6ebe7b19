// class-transformer stores the metadata of @Type in this module, and publishes its types in another.
declare module 'class-transformer/cjs/storage' {
  export { defaultMetadataStorage } from 'class-transformer/types/storage';
}
