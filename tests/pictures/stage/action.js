const SENDERS = { us: "+15005550006", de: "+4917139200", gb: "+447700900006" };

exports.onExecuteSendPhoneMessage = async (event) => {
  const { recipient, text } = event.message_options;
  const country = event.user.user_metadata.country ?? "us";
  console.log(`to ${recipient} by ${event.message_options.message_type}`);
  await fetch("https://api.twilio.com/2010-04-01/Accounts/AC0/Messages.json", {
    method: "POST",
    headers: {
      Authorization: `Basic ${btoa("AC0:none")}`,
      "Content-Type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({
      To: recipient,
      From: SENDERS[country] ?? SENDERS.us,
      Body: text,
    }),
  });
};
