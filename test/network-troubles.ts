import { expect, test } from "vitest";
import type { Diagnosis, DiagnosisKind } from "#core/diagnosis.ts";
import { canExpire } from "#core/diagnosis.ts";
import { NetworkFailure } from "#networks/network.ts";
import type { Control } from "#simulator/control.ts";

/** Somebody who is connected, with what is done in their name: the first of it must work again when the trouble is over. */
export interface InTrouble {
  readonly control: Pick<Control, "addFault" | "clearFaults">;
  readonly acts: readonly (() => Promise<unknown>)[];
}

type Trouble = "outage" | "error_500" | "html" | "garbage" | "reset" | "rate_limited" | "lost_answer";

const kinds: Readonly<Record<Trouble, DiagnosisKind>> = {
  outage: "unreachable",
  error_500: "unreachable",
  html: "unreachable",
  garbage: "unrecognised",
  reset: "unreachable",
  rate_limited: "rate-limited",
  lost_answer: "unreachable",
};

/** Trouble on the wire says nothing about anybody's token: five faults that every network knows, and `more`. */
export function testTroubles(
  connected: () => Promise<InTrouble>,
  more: readonly ("rate_limited" | "lost_answer")[] = [],
): void {
  const faults: readonly Trouble[] = ["outage", "error_500", "html", "garbage", "reset", ...more];
  test.each(faults.map((fault) => ({ fault, kind: kinds[fault] })))(
    "P2 P4 P53 $fault on the wire is $kind and ends nothing; when it is over all works as it did",
    async ({ fault, kind }) => {
      const { control, acts } = await connected();
      await control.addFault(fault);
      for (const act of acts) {
        const diagnosis = await diagnosisOf(act());
        expect([diagnosis.kind, canExpire(diagnosis)]).toEqual([kind, false]);
      }
      await control.clearFaults();
      await acts[0]?.();
    },
  );
}

async function diagnosisOf(act: Promise<unknown>): Promise<Diagnosis> {
  const failure: unknown = await act.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (failure instanceof NetworkFailure) return failure.diagnosis;
  throw new Error("The network was in trouble, and yet it answered.", { cause: failure });
}
