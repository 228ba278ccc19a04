import { Link } from "@tanstack/react-router";

/** The way back to where this page hangs. */
export function NetworkTrail({ network }: { network?: { id: string; name: string } }) {
  return (
    <>
      <Link to="/networks">Networks</Link>
      {network && (
        <>
          <span aria-hidden> / </span>
          <Link to="/networks/$network" params={{ network: network.id }}>
            {network.name}
          </Link>
        </>
      )}
    </>
  );
}
