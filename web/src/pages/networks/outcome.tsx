import type { AppProof, Network, ProfileStatus } from "#sdk/client.ts";
import { Banner } from "../../parts/banner.tsx";
import { ConnectButton } from "../../parts/connect.tsx";
import { wordsOf } from "../../parts/trouble.tsx";

const shape = {
  proved: "connected",
  unproved: "waiting",
  refused: "expired",
} as const satisfies Record<AppProof["state"], ProfileStatus>;

/** What the network said to the app, or why that could not be asked. */
export function Outcome(props: { network: Network; proof: AppProof | undefined; error: Error | null }) {
  const { network, proof, error } = props;
  if (error !== null)
    return (
      <Banner status="expired">
        <p>{wordsOf(error).detail}</p>
        <p className="second">Nothing was saved; what you entered still stands above.</p>
      </Banner>
    );
  if (proof === undefined) return null;
  return (
    <Banner
      status={shape[proof.state]}
      action={proof.state !== "refused" && network.configured && <ConnectButton network={network.id} />}
    >
      {proof.text}
    </Banner>
  );
}
