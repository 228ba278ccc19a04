import { Link } from "@tanstack/react-router";

/** R10: the three common cases, and how to tell which one is yours. */
export function PermissionsFacebook() {
  return (
    <>
      <p>
        Two things are checked, when a Page is connected and each time it is renewed: what you may do on the Page at
        Facebook, and what you may do in this workspace. A profile’s page shows both side by side and names the one that
        is missing.
      </p>
      <h2>1. You have the Page directly</h2>
      <p>Your own Facebook account has Facebook access to the Page, with full control.</p>
      <ul>
        <li>
          On the Page: Settings, then Page access. Your name stands under “People with Facebook access”, with full
          control.
        </li>
        <li>Task access alone is not enough: it allows single tasks, and messages or insights may be missing.</li>
        <li>An Instagram account must be a business or creator account and be linked to this Page.</li>
      </ul>
      <h2>2. The Page belongs to a business portfolio</h2>
      <p>The Page, and the Instagram account, are assets of a business portfolio, and are assigned to you there.</p>
      <ul>
        <li>
          In the portfolio’s settings: People, your name, assigned assets. The Page stands there with full control.
        </li>
        <li>
          The Instagram account is an asset of its own: it has to be in the same portfolio and be assigned to you as
          well.
        </li>
        <li>If you cannot open the portfolio’s settings, ask one of its admins to assign both to you.</li>
      </ul>
      <h2>3. You own the account and administer this workspace</h2>
      <p>
        You are the owner or an admin of the Page at Facebook, and owner or admin here. Nothing else is needed; connect
        and choose the Page.
      </p>
      <h2>On Facebook’s consent page</h2>
      <ol>
        <li>Check at the top that it is your own name. If not, use another login, or open the private-window link.</li>
        <li>Choose every Page that should stay connected. What you leave out loses this access.</li>
        <li>Leave every box ticked. If one is unticked, that part stops; we name it, and you can grant it again.</li>
      </ol>
      <p>
        <Link to="/settings/accounts">To Connected accounts</Link>
      </p>
    </>
  );
}
