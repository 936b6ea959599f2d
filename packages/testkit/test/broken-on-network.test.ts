import * as broken from './broken-backends.js';
import { catches } from './catching.js';

catches([
  [broken.RejectsWithText, 'fails with an error when the port refuses', /expected an Error/],
  [broken.SwallowsTheSignal, 'gives up a connect to a server that never answers when told to, and leaves no socket', /has not ended/],
  [
    broken.LeaksUnreferencedSocketOfAnAbortedConnect,
    'gives up a connect to a server that never answers when told to, and leaves no socket',
    /sockets are closed/,
  ],
  [broken.PingsForEver, 'gives up a ping on a half-open connection when told to, and can close it', /has not ended/],
  [broken.TakesPacketsForLines, 'connects and serves one byte at a time', /not welcome/],
  [broken.SaysNothing, 'fails a running call that is reset, and says that the connection died', /no word of the death/],
  [broken.ForgetsCallers, 'settles a connect that is reset at any stage', /has not ended/],
  [broken.LeaksSocket, 'in a pool, serves 100 calls and stops without a trace', /left behind/],
  [broken.TakesRefusalForDeath, 'in a pool, gives the error of a job to its caller as it is', /CONNECTION_LOST|same|equal/i],
  [broken.SaysNothing, 'in a pool, settles every call once while connections die under load, and is back within 2 s', /closed|ECONN/],
]);
