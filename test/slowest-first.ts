import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What starts whole programs takes minutes in one file. Chaos mostly waits, so it is best beside everything else. */
const slow = [/\/chaos\//, /\/test\/journeys\//, /\/test\/processes\//, /\/bench\//];

/** Begins with the files that take longest, so that at the end no worker waits for another one. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = slow.findIndex((path) => path.test(moduleId));
      return found < 0 ? slow.length : found;
    };
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other));
  }
}
