import { ApiProblem } from "#sdk/client.ts";
import { Page } from "./page.tsx";
import { Trouble } from "./trouble.tsx";

/** A page that could not be shown: a refused read in the server's words, or our own mistake, said as that. */
export function Broken({ thrown, reset }: { thrown: unknown; reset: () => void }) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const ours = !(error instanceof ApiProblem) && !(error instanceof TypeError && /fetch|network|load/i.test(error.message));
  if (ours) console.error(error);
  return (
    <Page title={ours ? "This page broke" : "This page could not be read"}>
      <Trouble
        error={error}
        retry={reset}
        {...(ours && { title: "The mistake is ours. Nothing was changed; reload the page, or go back." })}
      />
    </Page>
  );
}
