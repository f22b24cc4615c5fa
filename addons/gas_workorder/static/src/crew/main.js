import { mountComponent } from "@web/env";
import { whenReady } from "@odoo/owl";
import { CrewApp } from "./crew_app";
import { keepPage } from "./keep_page";

whenReady(() => mountComponent(CrewApp, document.body));
keepPage();
