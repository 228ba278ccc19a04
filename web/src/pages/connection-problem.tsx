import { Button } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Page } from "../parts/page.tsx";

const known: Record<string, { title: string; words: string }> = {
  state_unknown: {
    title: "We do not know this sign-in",
    words:
      "The network sent you back with a reference that was not made here. This happens when an old page is opened again.",
  },
  state_expired: {
    title: "This took too long",
    words: "A sign-in at a network has to be finished within a few minutes, so that nobody else can finish it for you.",
  },
  state_used: {
    title: "This sign-in was finished already",
    words: "Each sign-in counts once. If you pressed Back or loaded the page twice, the first time has counted.",
  },
  other_browser: {
    title: "This sign-in began in another browser",
    words: "It can only be finished where it was begun. Go back to that window, or begin again in this one.",
  },
};

/** Where the network's answer ends when it fits nothing that was begun here. Changes nothing, whatever came. */
export function ConnectionProblemPage() {
  const { code } = useSearch({ strict: false }) as { code?: string };
  const navigate = useNavigate();
  const problem = known[code ?? ""] ?? {
    title: "This sign-in cannot be finished",
    words: "What the network sent back does not fit anything that was begun here.",
  };
  return (
    <Page narrow title={problem.title} lead={`${problem.words} Nothing was changed.`}>
      <div className="row wrap">
        <Button onClick={() => void navigate({ to: "/settings/accounts" })}>Begin again from Connected accounts</Button>
        <Button variant="default" onClick={() => void navigate({ to: "/" })}>
          Home
        </Button>
      </div>
    </Page>
  );
}
