import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { ApiProblem } from "#sdk/client.ts";
import { Page } from "./page.tsx";
import { Trouble } from "./trouble.tsx";

/** A page that could not be shown: a refused read in the server's words, or our own mistake, said as that. */
export function Broken({ thrown, reset }: { thrown: unknown; reset: () => void }) {
  const router = useRouter();
  const boundary = useQueryErrorResetBoundary();
  // Without this a failed read is thrown again from memory, and "Try again" would try nothing.
  useEffect(() => boundary.reset(), [boundary]);
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const missing = error instanceof ApiProblem && error.status === 404;
  const ours = !(error instanceof ApiProblem) && !isSilence(error);
  return (
    <Page title={titleOf({ ours, missing })}>
      <Trouble
        error={error}
        {...(!missing && {
          retry: () => {
            reset();
            void router.invalidate();
          },
        })}
        {...(ours && { title: "The mistake is ours. Nothing was changed; reload the page, or go back." })}
      />
    </Page>
  );
}

function titleOf({ ours, missing }: { ours: boolean; missing: boolean }): string {
  if (ours) return "This page broke";
  return missing ? "There is nothing at this address" : "This page could not be read";
}

/** What `fetch` throws when no answer came; each browser words it in its own way. */
const isSilence = (error: Error): boolean => error instanceof TypeError && /fetch|network|load/i.test(error.message);
