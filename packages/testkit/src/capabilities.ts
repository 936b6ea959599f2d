/** Members of the setup that cases need. `sever` is there when there is a `server` to kill, too. */
type Member = 'failWork' | 'slowWork' | 'echo' | 'sever' | 'server' | 'proxied' | 'denied' | 'secrets';

/** What a backend does by itself. */
interface Claims {
  /** It has a network. */
  readonly network: true;
  /** It has `ping`; seen in the backend. */
  readonly ping: true;
  /** A ping uses the connection itself, not one of its own. */
  readonly pingsItself: true;
  /** `connect` waits for the server to say something: TCP alone, or a TLS handshake that others do, is not enough. */
  readonly handshake: true;
  /** It notices by itself when a connection dies that nobody uses. */
  readonly idleLoss: true;
  /** A call ends by itself soon after its signal has aborted, before its connection is closed. Default: not said. */
  readonly cancel?: true;
  /** Calls that run at once on one connection are answered in their order. Default: not said. */
  readonly order?: true;
}

export type Capability = Member | keyof Claims;

/** What a backend can do: `true` when it can, or the reason why it cannot, which is printed with the cases that are skipped. */
export type Capabilities = { readonly [Name in Capability]?: true | string };
