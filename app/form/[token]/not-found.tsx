import { AccountCard } from "../../../components/account/account-card.tsx";

/** The address of a form that is not there. */
export default function NoForm() {
  return (
    <AccountCard title="There is no form here">
      <p className="text-muted">
        The address is incomplete, or it was replaced by another one. Ask the sender for the new one.
      </p>
    </AccountCard>
  );
}
