"""How does everything leave netlog again, in a form that outlives it?"""
