import { parseArgs } from 'node:util';
import { isPoolError, messageOf } from '@outpool/contract/internal';
import { configJsonSchema, createOutgoingPools, loadConfig } from '@outpool/core';
import { loadPlugins } from './plugins.js';

/** Where a command writes, and where it looks for the application. */
export interface CommandIo {
  readonly write?: (text: string) => void;
  readonly complain?: (text: string) => void;
  /** Folder from which packages are resolved, with the application's package.json. Default: the working directory. */
  readonly cwd?: string;
}

const usage = `outpool check FILE [PLUGIN...]    says what is wrong with a config file; connects nothing
outpool schema [PLUGIN...]        prints the JSON Schema of config files, for editors

PLUGIN is a package or a ./file that exports backends or strategies. Without any: every dependency in package.json that is
called @outpool/backend-*, or outpool-backend-* in any scope.
`;

/**
 * Runs the command `outpool`.
 * @returns the exit code: 0 when all is well, 1 when a config has problems, 2 when the command could not do its work
 */
export async function runCommand(args: readonly string[], io: CommandIo = {}): Promise<number> {
  const { write = (text) => process.stdout.write(text), complain = (text) => process.stderr.write(text), cwd = process.cwd() } = io;
  try {
    const options = { help: { type: 'boolean', short: 'h' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const [command, ...names] = positionals;
    if (values.help) {
      write(usage);
      return 0;
    }
    if (command === 'schema') {
      write(`${JSON.stringify(configJsonSchema(await loadPlugins(names, cwd)), null, 2)}\n`);
      return 0;
    }
    const [file, ...plugins] = names;
    if (command !== 'check' || file === undefined) {
      complain(usage);
      return 2;
    }
    const pools = createOutgoingPools(await loadConfig(file), await loadPlugins(plugins, cwd));
    write(`${file}: no problems\n`);
    await pools.stop();
    return 0;
  } catch (error) {
    complain(`${messageOf(error)}\n`);
    return isPoolError(error, 'CONFIG_INVALID') ? 1 : 2;
  }
}
