import middy from '@middy/core';

/** What a function of Middy loads at the least. */
export const handler = middy().handler(() => Promise.resolve({}));
