// What @outpool/core/contract exports. Written by `pnpm api`.
export {
    * from '@outpool/contract',
}
