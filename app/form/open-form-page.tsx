import { AccountCard } from "../../components/account/account-card.tsx";
import { FormPage } from "../../components/forms/form-page.tsx";
import { isMissing, pageCaller } from "../../server/api/page-caller.ts";

/** What stands at the address of a form; a wrong one is told apart from one that is closed. */
export async function openFormPage(token: string, isTest: boolean) {
  const view = await open(token, isTest);
  if (view) return <FormPage token={token} isTest={isTest} view={view} />;
  return (
    <AccountCard title="There is no form here">
      <p className="text-muted">
        The address is incomplete, or it was replaced by another one. Ask those who sent it for the new one.
      </p>
    </AccountCard>
  );
}

async function open(token: string, isTest: boolean) {
  try {
    return await (await pageCaller()).forms.open({ token, isTest });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
