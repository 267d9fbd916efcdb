export { ListLoading as default } from "../../../../components/ui/page/list-loading.tsx";
