declare module 'ldapjs';
