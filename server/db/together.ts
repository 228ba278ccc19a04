/** Does for many at once what was asked one by one; answers in the order of the questions. `of`: the database, or the world. */
export type ForMany<Of, Ask, Answer> = (of: Of, asks: readonly Ask[]) => Promise<readonly Answer[]>;

/** More than this many go in several statements, so that none grows without bound. */
const atMost = 200;

/**
 * Makes one statement of what is asked at the same time: while one is under way, what is asked gathers, and goes together in the
 * next. Alone, a question is asked at once and costs what it always did. When a statement for many fails, each is asked by itself,
 * so that one bad row fails nobody else's; not for an error that `failsAll`: whoever waits then is told it, without asking again.
 */
export function together<Of extends object, Ask, Answer>(
  forMany: ForMany<Of, Ask, Answer>,
  { failsAll = () => false }: { readonly failsAll?: (error: unknown) => boolean } = {},
): (of: Of, ask: Ask) => Promise<Answer> {
  const queues = new WeakMap<Of, Queue<Ask, Answer>>();
  return (of, ask) => {
    const queue = queues.get(of) ?? new Queue((asks: readonly Ask[]) => forMany(of, asks), failsAll);
    queues.set(of, queue);
    return queue.add(ask);
  };
}

interface Asked<Ask, Answer> {
  readonly ask: Ask;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

class Queue<Ask, Answer> {
  readonly #run: (asks: readonly Ask[]) => Promise<readonly Answer[]>;
  readonly #failsAll: (error: unknown) => boolean;
  readonly #gathered: Asked<Ask, Answer>[] = [];
  #isUnderWay = false;

  constructor(run: (asks: readonly Ask[]) => Promise<readonly Answer[]>, failsAll: (error: unknown) => boolean) {
    this.#run = run;
    this.#failsAll = failsAll;
  }

  add(ask: Ask): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#gathered.push({ ask, resolve, reject });
    if (!this.#isUnderWay) void this.#goOn();
    return promise;
  }

  async #goOn(): Promise<void> {
    this.#isUnderWay = true;
    // What is asked in the same turn of the event loop goes together already the first time.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#gathered.length > 0) await this.#answer(this.#gathered.splice(0, atMost));
    this.#isUnderWay = false;
  }

  async #answer(asked: readonly Asked<Ask, Answer>[]): Promise<void> {
    try {
      const answers = await this.#run(asked.map(({ ask }) => ask));
      if (answers.length !== asked.length)
        throw new Error("a statement for many answered another number than was asked");
      for (const [index, { resolve }] of asked.entries()) resolve(answers[index] as Answer);
    } catch (error) {
      if (this.#failsAll(error)) {
        for (const one of [...asked, ...this.#gathered.splice(0)]) one.reject(error);
        return;
      }
      const [only] = asked;
      if (asked.length === 1 && only) return only.reject(error);
      for (const one of asked) await this.#answer([one]);
    }
  }
}
