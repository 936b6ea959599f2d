// For those who have the core installed: the same as `@outpool/contract`.
export * from '@outpool/contract';
