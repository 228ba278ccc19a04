const inspectSymbol = Symbol.for("nodejs.util.inspect.custom");

/**
 * A value that must not be seen: an access token, a client secret, a DPoP key.
 * It prints as `[secret]` wherever it lands by accident (logs, JSON, templates, inspect);
 * only `vault.ts` and `networks/kit/call.ts` (and adapters building a request) call `reveal`.
 */
export class Secret {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  static of(text: string): Secret {
    return new Secret(text);
  }

  /** The secret itself. Never hand the result to anything that keeps or prints it. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [inspectSymbol](): string {
    return "[secret]";
  }
}
