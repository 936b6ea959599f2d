import { type Endpoint, UnsuitableEndpoint } from '@outpool/contract';
import type { Attempt, Driver, Session } from './rdbms-driver.js';
import type { SocketSettings } from './rdbms-options.js';

/** What a server says of itself: 1 when it takes no writes. */
const questions = {
  pgsql: "select (current_setting('transaction_read_only') = 'on')::int as standby",
  mysql: 'select @@global.read_only as standby',
} as const;
/** How long another server may take to say that it is a standby. */
const LOOK_MS = 1_000;

/**
 * Connects to a server that does what `targetSessionAttrs` asks for.
 * @throws UnsuitableEndpoint when this one does not
 */
export async function connectToRole(
  connect: Driver<SocketSettings>,
  settings: SocketSettings,
  attempt: Attempt,
  place: Endpoint,
): Promise<Session> {
  const session = await connect(settings, attempt, place);
  const { targetSessionAttrs: wanted } = settings;
  if (wanted === 'any') return session;
  try {
    const standby = await isStandby(session, settings);
    if (wanted === 'read-write' && standby) throw new UnsuitableEndpoint(`${place.host}:${place.port} takes no writes: it is a standby`);
    if (wanted === 'prefer-standby' && !standby && (await hasStandby(connect, settings, attempt, place)))
      throw new UnsuitableEndpoint(`${place.host}:${place.port} is a primary, and there is a standby`);
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

async function isStandby(session: Session, { driver }: SocketSettings): Promise<boolean> {
  const { rows } = await session.run<{ standby: number }>({ sql: questions[driver], params: [], prepared: false });
  return Number(rows[0]?.standby) === 1;
}

/** Whether another of the servers is a standby that can be reached. */
async function hasStandby(connect: Driver<SocketSettings>, settings: SocketSettings, attempt: Attempt, not: Endpoint): Promise<boolean> {
  const signal = AbortSignal.any([attempt.signal, AbortSignal.timeout(LOOK_MS)]);
  for (const place of settings.servers) {
    if (place.host === not.host && place.port === not.port) continue;
    try {
      const session = await connect(settings, { signal, lost: () => undefined }, place);
      const standby = await isStandby(session, settings).finally(() => session.close());
      if (standby) return true;
    } catch {
      // One that cannot be reached is none to prefer.
    }
  }
  return false;
}
