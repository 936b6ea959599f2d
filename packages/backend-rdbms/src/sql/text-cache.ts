/** Texts that are remembered of each kind. Programs have few, and send them often. */
const KEPT = 500;

/** What was made of a text, so that it need not be made again; forgets all when it is full. */
export class TextCache<Owner extends object, Made> {
  readonly #made = new WeakMap<Owner, Map<string, Made>>();

  get(owner: Owner, text: string, make: () => Made): Made {
    let known = this.#made.get(owner);
    if (known === undefined) {
      known = new Map();
      this.#made.set(owner, known);
    }
    let made = known.get(text);
    if (made === undefined) {
      made = make();
      if (known.size >= KEPT) known.clear();
      known.set(text, made);
    }
    return made;
  }
}
