import { provideHostAccess } from '../io/bytes/host-access.ts';

// Imported where a program starts: files of NASA's archives are read where they are, with the login of their user.
provideHostAccess(() => import('./archive-access.ts'));
