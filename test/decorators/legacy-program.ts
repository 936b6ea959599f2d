import {
  type Backend,
  backend,
  CLOCK,
  type Clock,
  type ConnectAttempt,
  createOutgoingPools,
  inject,
  injectPool,
  type Pool,
  registerBackend,
  registerOutgoingPools,
  z,
} from '@outpool/core';
import { injectable, container as root } from 'tsyringe';

interface Echo {
  say(text: string): string;
}

declare module '@outpool/contract' {
  interface OutpoolBackends {
    'legacy-echo': { options: { greeting: string }; connection: Echo };
  }
}

@backend({ type: 'legacy-echo' })
class EchoBackend implements Backend<{ greeting: string }, Echo> {
  readonly options = z.strictObject({ greeting: z.string() });

  constructor(@inject(CLOCK) readonly clock: Clock) {}

  async connect({ options }: ConnectAttempt<{ greeting: string }>): Promise<Echo> {
    return { say: (text) => `${options.greeting}, ${text} at ${typeof this.clock.now()}` };
  }

  async close(): Promise<void> {}
}

@injectable()
class Greeter {
  constructor(@injectPool('legacy-echo') readonly pool: Pool<Echo>) {}

  greet(name: string): Promise<string> {
    return this.pool.call((echo) => echo.say(name));
  }
}

const container = root.createChildContainer();
registerBackend(container, EchoBackend);
const config = { outgoingPools: [{ type: 'legacy-echo' as const, connection: { greeting: 'hello' } }] };
const pools = await createOutgoingPools(config, { container }).start();
registerOutgoingPools(container, pools);
console.log(await container.resolve(Greeter).greet('pool'));
await container.dispose();
