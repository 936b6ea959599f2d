import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from '@outpool/contract';
import type { GenericFunction } from './generic-connection.js';

/** Every option of a `generic` pool. */
export const genericOptions = z
  .strictObject({
    run: z
      .custom<GenericFunction>((value) => typeof value === 'function', 'expected a function')
      .optional()
      .meta({
        description: 'The function that `run` of the connection calls, in this process: `(input, { signal, key, label }) => result`.',
      }),
    module: z
      .union([z.string().min(1), z.instanceof(URL)], 'expected a path or a URL')
      .transform(moduleUrl)
      .optional()
      .meta({
        description:
          'Instead of `run`: the file of a module whose default export is that function. A path from the working directory, or a `file:` URL as `new URL("./work.js", import.meta.url)` gives it.',
      }),
    threads: z
      .union([z.boolean(), z.int().min(1)])
      .default(false)
      .meta({
        description:
          '`true`: each worker runs the module on a thread of its own, so that its computing does not block the event loop. A number says the same, and that there are so many workers.',
      }),
    maxHeapMb: z
      .int()
      .min(1)
      .optional()
      .meta({ description: 'Most memory for the objects of one thread. Default: as Node.js decides.', unit: 'MiB' }),
  })
  .superRefine(({ run, module, threads, maxHeapMb }, context) => {
    const refuse = (option: string, message: string): void => context.addIssue({ code: 'custom', path: [option], message });
    if (run !== undefined && module !== undefined) refuse('module', 'stands instead of run: take one of them out');
    if (threads !== false && module === undefined) {
      const why =
        run === undefined
          ? 'needs `module`: the code to run'
          : 'needs `module` instead of `run`: a function cannot leave the variables around it for another thread';
      refuse('threads', why);
    }
    if (maxHeapMb !== undefined && threads === false) refuse('maxHeapMb', 'has no effect without `threads`');
  });

/** The options as people write them. */
export type GenericOptions = z.input<typeof genericOptions>;

/** The options as the backend reads them: checked, with every default in place; `module` is the text of a URL. */
export type GenericSettings = z.output<typeof genericOptions>;

function moduleUrl(module: string | URL, context: z.RefinementCtx): string {
  const text = String(module);
  const url = /^[a-z][a-z0-9+.-]+:/i.test(text) ? text : pathToFileURL(resolve(text)).href;
  if (!url.startsWith('file:')) context.addIssue({ code: 'custom', message: 'expected a path or a file: URL' });
  else if (!existsSync(fileURLToPath(url))) context.addIssue({ code: 'custom', message: `there is no file ${fileURLToPath(url)}` });
  return url;
}
