import { Link } from "@tanstack/react-router";
import type { Network } from "#sdk/client.ts";

/** To the permissions guide of a network, where there is one (R10, R18). */
export function PermissionsLink({ of, words }: { of: Pick<Network, "guide"> | undefined; words: string }) {
  const topic = of?.guide.helpTopic ?? null;
  if (topic === null) return null;
  return (
    <p className="small" style={{ marginTop: 8 }}>
      <Link to="/help/$topic" params={{ topic }}>
        {words}
      </Link>
    </p>
  );
}
