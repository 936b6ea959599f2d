import { instanceOf } from './backend-class.js';
import type { BackendCases } from './backend-cases.js';
import type { Capability } from './capabilities.js';

const undeclared: readonly Capability[] = ['cancel', 'order'];

/** Says what of all this is missing: the reason in the manifest, or what a case would need. */
export const needs =
  (...capabilities: Capability[]) =>
  (subject: BackendCases): string | undefined => {
    const reasons = capabilities.map((capability) => subject.capabilities?.[capability]).filter((said) => typeof said === 'string');
    if (reasons.length > 0) return [...new Set(reasons)].join('; ');
    const missing = capabilities.filter((capability) => !has(subject, capability));
    return missing.length === 0 ? undefined : `needs ${missing.map(nameOf).join(' and ')}`;
  };

/** @throws TypeError when the manifest promises what the setup lacks, or gives no reason */
export function checkCapabilities(subject: BackendCases): void {
  for (const [name, said] of Object.entries(subject.capabilities ?? {}) as [Capability, true | string][]) {
    if (typeof said === 'string' && said.trim() === '') throw new TypeError(`capabilities: ${name} needs a reason`);
    if (said === true && !has(subject, name)) throw new TypeError(`capabilities: ${name} is true, but there is no ${nameOf(name)}`);
  }
}

function has(subject: BackendCases, capability: Capability): boolean {
  switch (capability) {
    case 'network':
      return subject.network !== false;
    case 'ping':
      return instanceOf(subject).ping !== undefined;
    case 'sever':
      return subject.sever !== undefined || subject.server !== undefined;
    case 'pingsItself':
    case 'handshake':
    case 'idleLoss':
      return true;
    case 'cancel':
    case 'order':
      return subject.capabilities?.[capability] === true;
    default:
      return subject[capability] !== undefined;
  }
}

function nameOf(capability: Capability): string {
  if (undeclared.includes(capability)) return `capabilities.${capability}`;
  return capability === 'sever' ? 'sever or server' : capability;
}
