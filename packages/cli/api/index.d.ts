// What @outpool/cli exports. Written by `pnpm api`.
export {
    CommandIo,
    runCommand,
}

// run-command.d.ts
export interface CommandIo {
    readonly write?: (text: string) => void;
    readonly complain?: (text: string) => void;
    readonly cwd?: string;
}
export declare function runCommand(args: readonly string[], io?: CommandIo): Promise<number>;
