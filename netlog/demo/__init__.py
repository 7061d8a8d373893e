"""What does netlog look like after a year of use? An invented notebook, told from the texts in stories/."""
