import {
  type Backend,
  backend,
  CLOCK,
  type Clock,
  type ConnectAttempt,
  createOutgoingPools,
  type Pool,
  poolToken,
  registerBackend,
  registerOutgoingPools,
  z,
} from '@outpool/core';
import { container as root } from 'tsyringe';

interface Echo {
  say(text: string): string;
}

declare module '@outpool/contract' {
  interface OutpoolBackends {
    'standard-echo': { options: { greeting: string }; connection: Echo };
  }
}

// Standard decorators do not exist for parameters: the tokens stand in the declaration.
@backend({ type: 'standard-echo', inject: [CLOCK] })
class EchoBackend implements Backend<{ greeting: string }, Echo> {
  readonly options = z.strictObject({ greeting: z.string() });
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async connect({ options }: ConnectAttempt<{ greeting: string }>): Promise<Echo> {
    return { say: (text) => `${options.greeting}, ${text} at ${typeof this.#clock.now()}` };
  }

  async close(): Promise<void> {}
}

const container = root.createChildContainer();
registerBackend(container, EchoBackend);
const config = { outgoingPools: [{ type: 'standard-echo' as const, connection: { greeting: 'hello' } }] };
const pools = await createOutgoingPools(config, { container }).start();
registerOutgoingPools(container, pools);
console.log(await container.resolve<Pool<Echo>>(poolToken('standard-echo')).call((echo) => echo.say('pool')));
await container.dispose();
