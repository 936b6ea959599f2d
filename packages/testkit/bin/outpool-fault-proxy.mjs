#!/usr/bin/env node
import { faultProxyCommand } from '../dist/fault-proxy-command.js';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => stop.abort());
process.exitCode = await faultProxyCommand(process.argv.slice(2), { input: process.stdin, output: process.stdout, signal: stop.signal });
process.stdin.destroy();
