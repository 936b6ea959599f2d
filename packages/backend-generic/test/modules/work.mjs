// What the tests run, in process and on threads.
import { isMainThread, threadId } from 'node:worker_threads';

if (!isMainThread) {
  const channel = new BroadcastChannel('end all threads');
  channel.onmessage = () => process.exit(1);
  channel.unref();
}

export default function work(input, { signal, key, label }) {
  switch (input?.do) {
    case 'echo':
      return { input, key, label, aborted: signal.aborted };
    case 'thread':
      return threadId;
    case 'throw':
      throw new RangeError('no such thing');
    case 'throw nothing':
      throw undefined;
    case 'spin':
      for (const end = performance.now() + input.ms; performance.now() < end; );
      return 'spun';
    case 'spin for ever':
      for (;;);
    case 'wait':
      return new Promise((resolve) => setTimeout(resolve, input.ms, 'waited'));
    case 'exit':
      return process.exit(input.code);
    case 'exit later':
      setTimeout(() => process.exit(7), input.ms);
      return 'soon';
    case 'fail later':
      setTimeout(() => {
        throw new Error('uncaught');
      }, input.ms);
      return new Promise(() => undefined);
    case 'eat memory': {
      const food = [];
      for (;;) food.push(new Array(100_000).fill(Math.random()));
    }
    case 'answer a function':
      return () => undefined;
    case 'throw a function':
      throw () => undefined;
    default:
      return input;
  }
}
