/** Everyday names of a school in India, with some of other scripts; the rest is made of syllables, as rare names are. */
export const firstNames =
  "Asha Ravi Meera Joseph Omar Nila Priya Rahul Anjali Vikram Sneha Arjun Divya Karthik Lakshmi Suresh Deepa Manoj Kavya Rohan Pooja Sanjay Nisha Amit Swati Rajesh Neha Vijay Shreya Anil Geeta Sunil Rekha Ajay Sunita Prakash Usha Mohan Radha Gopal Fatima Imran Ayesha Salman Zainab Yusuf Maria Thomas Grace John Raghav Ishaan Aditi Tanvi Varun Nikhil Harini Sandhya Bhavana Chitra Gayatri Hemant Indira Jaya Kiran Leela Madhav Nandini Padma Ramesh Sarita Tarun Uma Vasant Yamini Abhishek Bharat Charu Devika Esha Farhan Gaurav Harsha Isha Jatin Komal Lalit Mitali Naveen Ojas Pallavi Rashmi Sagar Trisha Uday Vidya Waseem Yash Zoya आशा रवि மீனா".split(
    " ",
  );
export const lastNames =
  "Rao Sharma Kumar Nair Iyer Patel Singh Gupta Reddy Menon Khan Das Joshi Verma Pillai Bose Ghosh Mehta Shetty Fernandes D'Souza Krishnan Raghunathan Subramaniam Varghese Mukherjee Chatterjee Banerjee Kulkarni Deshpande Naidu Chowdhury Malhotra Kapoor Agarwal Bhatt Trivedi Pandey Mishra Tiwari Yadav Chauhan Rathore Saxena Srinivasan Venkatesh Balakrishnan Hegde Kamath Pai Shenoy Bhat Gowda Swamy Murthy Prasad Rangan Sundaram Thampi Kurien Mathew Philip George Abraham Ali Ahmed Hussain Sheikh Qureshi Ansari Siddiqui Mirza Dutta Sen Roy Saha Paul Biswas Mondal Sarkar राव शर्मा ராமன்".split(
    " ",
  );
export const syllables = "ra ni ka shi ma de va lo pri su th an bha gu ja ki mo ne sha ti vi ya po ro he".split(" ");

/** A full name, the same for the same number: an everyday one, and of every fifth person one that few have. */
export function nameOf(n: number): string {
  const pick = (list: readonly string[], salt: number) =>
    list[(Math.imul(n + 1, 2_654_435_761 + salt) >>> 8) % list.length]!;
  const rare = [1, 2, 3, 4].map((salt) => pick(syllables, salt * 7919)).join("");
  return `${pick(firstNames, 17)} ${n % 5 === 0 ? rare.charAt(0).toUpperCase() + rare.slice(1) : pick(lastNames, 39)}`;
}
