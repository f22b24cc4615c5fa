import { startPage } from "@gas_mobile/page/start_page";
import { CrewApp } from "./crew_app";
import { CrewStore } from "./crew_store";

startPage(CrewApp, CrewStore);
