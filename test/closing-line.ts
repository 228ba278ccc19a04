import type { Vitest } from "vitest/node";

/** How a run ended. A file that does not load, and an error outside of any test, count as one failure each. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function countOutcome(vitest: Pick<Vitest, "state">): Outcome {
  const outcome = { passed: 0, failed: vitest.state.getUnhandledErrors().length, skipped: 0 };
  for (const module of vitest.state.getTestModules()) {
    let failedTests = 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      // "pending" is a test that never got its turn because the run was broken off.
      if (state === "passed") outcome.passed += 1;
      else if (state === "skipped") outcome.skipped += 1;
      else failedTests += 1;
    }
    const broken = module.state() === "failed" && failedTests === 0;
    outcome.failed += broken ? 1 : failedTests;
  }
  return outcome;
}

export function closingLine({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
