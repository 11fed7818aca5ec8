/**
 * The words and keyboard walks that lead every published list of leaked passwords, without the digits and marks that
 * people put behind them. Those shorter than a password may be are here because they are used with such a tail or twice.
 */
const commonStems = new Set(
  `password passwort passw0rd p@ssword p@ssw0rd pa55word passwords mypassword thepassword newpassword
   qwerty qwertyu qwertyui qwertyuiop qwertyuiopasdfghjkl qwertz qwertzuiop azerty azertyuiop asdf asdfgh asdfghjk
   asdfghjkl asdfghjkl; zxcvb zxcvbn zxcvbnm qweasd qweasdzxc qazwsx qazwsxedc qazwsxedcrfv zaqwsx zaqwsxcde qwaszx
   q1w2e3r4t5 q1w2e3r4t5y6 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qaz2wsx3edc4rfv zaq12wsx zaq1xsw2cde3 a1b2c3d4e5
   abc abcd abcde abcdef abcdefg abcdefgh abcdefghij abcdefghijk abc123abc abcd1234abcd aaa a1a2a3a4a5 test tester testing
   testtest test1234test testpassword tester1test welcome welcometo welcome1welcome admin administrator admin123admin root
   rootroot toor login loginlogin letmein letmeinnow changeme changemenow changeit default guest user username useruser
   master superman batman spiderman ironman wolverine starwars startrek pokemon pikachu naruto minecraft nintendo
   playstation xbox fortnite dragon dragonball monkey tigger tiger lion eagle shadow hunter killer ranger warrior
   knight ninja samurai phoenix mustang ferrari porsche corvette mercedes yamaha harley football footballer fussball
   soccer baseball basketball hockey lacrosse volleyball tennis softball swimming golfer liverpool liverpoolfc chelsea
   chelseafc arsenal arsenalfc barcelona realmadrid juventus manchester manchesterunited cowboys yankees lakers
   steelers iloveyou iloveyouso iloveyoubaby iloveu iloveme iloveyoumore ilovemylife ilovejesus lovelove lovely loveme
   loveyou iamgod jesus jesuschrist jesusloves blessed blessing heaven angel angels babygirl babyboy princess prince
   queen king sweetheart sweetie sunshine rainbow butterfly flower flowers chocolate cookie cookies cupcake banana
   orange apple cherry strawberry blueberry pepper ginger cheese chicken summer winter spring autumn monday friday
   january february march april june july august september october november december london paris berlin newyork
   california america canada australia germany england ireland scotland india pakistan mexico brasil michael michelle
   jennifer jessica jordan charlie daniel thomas robert william anthony matthew andrew joshua christopher nicholas
   nicole ashley amanda samantha elizabeth stephanie alexander alexandra benjamin computer internet windows microsoft
   google facebook instagram whatsapp youtube linkedin samsung iphone android access accessgranted secret secretsecret
   topsecret mysecret nothing whatever freedom trustno trustnoone hello helloworld hellohello hellokitty goodluck
   goodmorning godisgood freddy cheyenne metallica slipknot nirvana eminem blink linkinpark greenday rocknroll
   guitar music dancer matrix merlin gandalf qwerty123qwerty blahblah blablabla fuckyou fuckoff asshole bullshit
   1234qwer 1234qwerasdf 123qwe 123qweasd 123qweasdzxc 123qwe123qwe 123abc 123456abc 12345qwert 123456qwerty
   123456789a 12345678910 147258369 987654321 9876543210 0123456789 0987654321 1234512345 123123123 1231231231
   123321123321 112233445566 1122334455 1357924680 2468013579 123654789 159753456852 147852369 741852963 789456123
   7894561230 5201314520 1029384756 3141592653 31415926535 8675309 credenza mycredenza marketplace`.split(/\s+/),
);

const walks = [
  '01234567890123456789',
  '98765432109876543210',
  'abcdefghijklmnopqrstuvwxyz',
  'zyxwvutsrqponmlkjihgfedcba',
];

/**
 * @param password a proposed password
 * @returns whether it is among the few hundred that an attacker tries first: a common word or walk, alone, doubled or
 *   with digits and marks behind it; one run of the alphabet or of digits; or one to three characters over and over
 */
export function isCommonPassword(password: string): boolean {
  const said = password.toLowerCase();
  const stem = said.replace(/[\d\s!?.,;:#$%&*@_+=-]+$/, '');
  const half = said.slice(0, said.length / 2);
  return (
    commonStems.has(said) ||
    commonStems.has(stem) ||
    (said === half + half && commonStems.has(half)) ||
    isWalk(said.replace(/[^\da-z]+$/, '')) ||
    /^(.{1,3}?)\1{2,}.{0,2}$/su.test(said)
  );
}

function isWalk(text: string): boolean {
  return text !== '' && walks.some((walk) => walk.includes(text));
}
