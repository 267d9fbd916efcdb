import { FormPage } from "../../components/forms/form-page.tsx";
import { pageCaller } from "../../server/api/page-caller.ts";
import { orNotFound } from "../session.ts";

/** What stands at the address of a form; a wrong one is told apart from one that is closed. */
export async function openFormPage(token: string, isTest: boolean) {
  const view = await orNotFound((await pageCaller()).forms.open({ token, isTest }));
  return <FormPage token={token} isTest={isTest} view={view} />;
}
