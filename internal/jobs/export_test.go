package jobs

// What tests of the package look at from outside.
var Floods = (*Mailer).floods

// MailsPerHour is mailsPerHour.
const MailsPerHour = mailsPerHour
