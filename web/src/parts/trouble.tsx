import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { ApiProblem } from "#sdk/client.ts";
import styles from "./notice.module.css";

/** What went wrong, in the server's words, and the way to try again. */
export function Trouble({ error, retry, title }: { error: Error; retry?: () => void; title?: string }) {
  const { headline, detail, trace } = wordsOf(error);
  return (
    <section className={styles.notice} role="alert">
      <h2>{title ?? headline}</h2>
      <p className="second">{detail}</p>
      {retry && (
        <Button variant="default" leftSection={<IconRefresh size={15} />} onClick={retry}>
          Try again
        </Button>
      )}
      {trace !== undefined && <p className="small quiet">Request {trace}</p>}
    </section>
  );
}

export function wordsOf(error: Error): { headline: string; detail: string; trace?: string } {
  if (!(error instanceof ApiProblem))
    return { headline: "Latchkey does not answer", detail: "The server could not be reached. Nothing was changed." };
  const { title, detail, requestId, status } = error.problem;
  const trace = requestId === undefined ? {} : { trace: requestId };
  if (status === 403)
    return {
      headline: title,
      detail: detail || "Your role here does not allow this. Ask an owner or admin of the workspace.",
      ...trace,
    };
  return { headline: title, detail: detail || "The server answered with an error. Nothing was changed.", ...trace };
}
