import { AccountCard } from "../../../components/account/account-card.tsx";

/** The link of an approval that is not there. */
export default function NoApproval() {
  return (
    <AccountCard title="This link does not work">
      <p className="text-muted">
        The link is incomplete, or what it points to no longer exists. Ask the sender for a new link.
      </p>
    </AccountCard>
  );
}
