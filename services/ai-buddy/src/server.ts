import { start } from '@credenza/service-kit';
import { service } from './service.ts';

await start(service);
