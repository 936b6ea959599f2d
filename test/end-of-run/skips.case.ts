import { it } from 'vitest';

it('has a reason', (context) => context.skip('the moon is full'));
it.skip('has none', () => {});
